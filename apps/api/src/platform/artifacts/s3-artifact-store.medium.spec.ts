import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describeArtifactStore } from '../../../test/artifact-store-contract.js';
import { startBadLine, type BadLine } from '../../../test/bad-line.js';
import { missingOfSwift, startSwift, type RunningSwift } from '../../../test/running-swift.js';
import type { S3Settings } from '../config/app-config.js';
import { S3ArtifactStore } from './s3-artifact-store.js';

describe('S3ArtifactStore on a real S3 server', () => {
  const missing = missingOfSwift();
  if (missing) {
    it.todo(`keeps artifacts in a bucket (not run: ${missing})`);
    return;
  }

  let swift: RunningSwift;
  let store: S3ArtifactStore;
  /** As small as servers take them, so that small tests meet several parts and pages. */
  const tuning = { partBytes: 5 * 1024 ** 2, pageSize: 2 };
  const content = Buffer.alloc(3_000_000, 'something worth keeping ');

  beforeAll(async () => {
    swift = await startSwift();
    store = new S3ArtifactStore(swift.settings, tuning);
  }, 120_000);
  afterAll(() => swift?.stop());

  const unfinishedUploads = async () =>
    (await swift.client.send(new ListMultipartUploadsCommand({ Bucket: swift.settings.bucket }))).Uploads ??
    [];
  const faultWith = (changes: Partial<S3Settings>) =>
    new S3ArtifactStore({ ...swift.settings, ...changes }).check().then(
      () => ({ code: 'none', message: '' }),
      ({ code, message }: { code: string; message: string }) => ({ code, message }),
    );

  describeArtifactStore(() => ({
    store,
    async overwrite(key, changed) {
      await swift.client.send(
        new PutObjectCommand({ Bucket: swift.settings.bucket, Key: key, Body: changed }),
      );
    },
    async everythingKept() {
      const { Contents = [] } = await swift.client.send(
        new ListObjectsV2Command({ Bucket: swift.settings.bucket }),
      );
      return [
        ...Contents.map(({ Key }) => Key ?? ''),
        ...(await unfinishedUploads()).map(({ Key }) => `unfinished ${Key}`),
      ].sort();
    },
  }));

  it('aborts uploads that nobody goes on with, and no younger ones', async () => {
    for (const Key of ['models/one', 'models/two', 'models/three']) {
      const object = { Bucket: swift.settings.bucket, Key };
      const { UploadId } = await swift.client.send(new CreateMultipartUploadCommand(object));
      await swift.client.send(new UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body: content }));
    }
    expect(await store.sweep()).toBe(0);
    expect(await unfinishedUploads()).toHaveLength(3);
    // The server rounds the beginning of an upload up to a whole second.
    expect(await store.sweep(-2_000)).toBe(3);
    expect(await unfinishedUploads()).toEqual([]);
  });

  describe('over a bad line', () => {
    let line: BadLine;
    let distant: S3ArtifactStore;
    beforeEach(async () => {
      line = await startBadLine(swift.settings.endpoint ?? '');
      distant = new S3ArtifactStore({ ...swift.settings, endpoint: line.endpoint }, tuning);
    });
    afterEach(() => line.stop());

    it('goes on reading where the connection broke off', async () => {
      const artifact = await store.put('models/large', content);
      line.cutAfter(500_000, 2);
      expect((await distant.get(artifact)).equals(content)).toBe(true);
      expect(line.connections()).toBe(3);
    });

    it('gives up when it breaks off again and again', async () => {
      const artifact = await store.put('models/large', content);
      line.cutAfter(200_000, 100);
      await expect(distant.get(artifact)).rejects.toMatchObject({ code: 'artifact-store-unreachable' });
    });

    it('does not publish what was altered on its way', async () => {
      line.flipOneBit();
      const written = distant.put('models/altered-on-its-way', content);
      await expect(written).rejects.toMatchObject({ code: 'artifact-store-failed' });
      expect(await store.exists(store.uriOf('models/altered-on-its-way'))).toBe(false);
    });
  });

  describe('tells what is wrong', () => {
    it('with the secret or the key', async () => {
      expect(await faultWith({ secretAccessKey: 'not the secret' })).toEqual({
        code: 'artifact-store-credentials',
        message: expect.stringContaining('S3_SECRET_ACCESS_KEY'),
      });
      expect(await faultWith({ accessKeyId: 'nobody:here' })).toMatchObject({
        code: 'artifact-store-credentials',
      });
    });

    it('when the bucket is missing', async () => {
      expect(await faultWith({ bucket: 'no-such-bucket' })).toEqual({
        code: 'artifact-store-bucket-missing',
        message: expect.stringMatching(/There is no bucket "no-such-bucket" at .*S3_BUCKET/),
      });
      const lost = new S3ArtifactStore({ ...swift.settings, bucket: 'no-such-bucket' });
      await expect(lost.put('a', content)).rejects.toMatchObject({ code: 'artifact-store-bucket-missing' });
      await expect(lost.list().next()).rejects.toMatchObject({ code: 'artifact-store-bucket-missing' });
    });

    it('when the key may not use the bucket', async () => {
      expect(await faultWith(swift.stranger)).toEqual({
        code: 'artifact-store-denied',
        message: expect.stringContaining('list, read, write and delete'),
      });
    });

    it('when nobody answers at the endpoint', async () => {
      expect(await faultWith({ endpoint: 'http://127.0.0.1:1' })).toEqual({
        code: 'artifact-store-unreachable',
        message: expect.stringMatching(/http:\/\/127.0.0.1:1 cannot be reached \(ECONNREFUSED\)/),
      });
    });

    it('when the region is another', async () => {
      expect(await faultWith({ region: 'eu-north-7' })).toEqual({
        code: 'artifact-store-region',
        message: expect.stringContaining('S3_REGION'),
      });
    });
  });
});
