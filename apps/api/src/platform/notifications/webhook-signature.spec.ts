import { webhookSignature } from './webhook-signature.js';

describe('webhookSignature', () => {
  it('is that of the example which Standard Webhooks publishes', () => {
    const signature = webhookSignature(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1614265330,
      '{"test": 2432232314}',
    );
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('takes any other text for the key itself', () => {
    expect(webhookSignature('a', 'id', 1, '{}')).not.toBe(webhookSignature('b', 'id', 1, '{}'));
  });
});
