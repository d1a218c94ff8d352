import { expect, test } from 'vitest'
import { signedHeaders } from './sigv4.ts'

// Amazon's published examples.
const rows = [
  {
    name: 'its suite, the plainest request',
    key: {
      accessKey: 'AKIDEXAMPLE',
      secretKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      region: 'us-east-1',
      service: 'service',
    },
    request: { method: 'GET', url: 'https://example.amazonaws.com/', headers: {}, body: '' },
    time: '2015-08-30T12:36:00Z',
    signsBody: false,
    names: 'host;x-amz-date',
    signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  },
  {
    name: 'an object of S3 in part',
    key: {
      accessKey: 'AKIAIOSFODNN7EXAMPLE',
      secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      region: 'us-east-1',
      service: 's3',
    },
    request: {
      method: 'GET',
      url: 'https://examplebucket.s3.amazonaws.com/test.txt',
      headers: { range: 'bytes=0-9' },
      body: '',
    },
    time: '2013-05-24T00:00:00Z',
    signsBody: true,
    names: 'host;range;x-amz-content-sha256;x-amz-date',
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
]

test.each(rows)(
  '$name has the signature that Amazon says it has',
  async ({ key, request, time, signsBody, names, signature }) => {
    const headers = await signedHeaders(request, key, Date.parse(time), signsBody)
    expect(headers.authorization).toContain(`SignedHeaders=${names}, Signature=${signature}`)
  },
)
