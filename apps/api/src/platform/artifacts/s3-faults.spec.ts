import { ArtifactStoreError } from './artifact-errors.js';
import { isAbsent, isBrokenOff, s3Fault } from './s3-faults.js';

const settings = {
  endpoint: null,
  region: 'eu-west-1',
  bucket: 'models',
  accessKeyId: 'AKID',
  secretAccessKey: 'hunter2hunter2',
};

describe('s3Fault', () => {
  it.each([
    [{ name: 'InvalidAccessKeyId' }, 'artifact-store-credentials', 'S3_ACCESS_KEY_ID'],
    [{ name: 'SignatureDoesNotMatch' }, 'artifact-store-credentials', 'S3_SECRET_ACCESS_KEY'],
    [{ name: 'ExpiredToken' }, 'artifact-store-credentials', 'ExpiredToken'],
    [{ name: 'NoSuchBucket' }, 'artifact-store-bucket-missing', 'no bucket "models" at AWS in eu-west-1'],
    [{ name: 'RequestTimeTooSkewed' }, 'artifact-store-clock-skew', "set this machine's clock"],
    [{ name: 'AccessDenied' }, 'artifact-store-denied', 'list, read, write and delete'],
    [
      { name: 'PermanentRedirect', message: 'use eu-central-1' },
      'artifact-store-region',
      'S3_REGION to its region (use eu-central-1)',
    ],
    [{ name: 'XMinioStorageFull' }, 'artifact-store-full', 'no room left'],
    [{ name: 'Whatever', $metadata: { httpStatusCode: 507 } }, 'artifact-store-full', 'no room left'],
    [{ name: 'Error', code: 'ENOTFOUND' }, 'artifact-store-unreachable', 'cannot be reached (ENOTFOUND)'],
    [{ name: 'TimeoutError', message: 'too slow' }, 'artifact-store-unreachable', '(TimeoutError)'],
    [
      { name: 'SlowDown', message: 'Reduce your rate' },
      'artifact-store-failed',
      'SlowDown: Reduce your rate',
    ],
  ])('makes %j %s', (met, code, words) => {
    const fault = s3Fault(settings, met) as ArtifactStoreError;
    expect(fault).toMatchObject({ code, cause: met });
    expect(fault.message).toContain(words);
    expect(fault.message).not.toContain('hunter2');
  });

  it('leaves what has been told already as it is', () => {
    const fault = new ArtifactStoreError('artifact-store-full', 'No room.');
    expect(s3Fault(settings, fault)).toBe(fault);
  });

  it('knows absence and broken connections from faults of the server', () => {
    expect([{ name: 'NoSuchKey' }, { name: 'NotFound' }, { name: 'NoSuchBucket' }].map(isAbsent)).toEqual([
      true,
      true,
      false,
    ]);
    expect(
      [{ code: 'ECONNRESET' }, { message: 'aborted' }, { name: 'InternalError' }].map(isBrokenOff),
    ).toEqual([true, true, false]);
  });
});
