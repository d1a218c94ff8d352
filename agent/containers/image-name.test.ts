import { expect, test } from 'vitest'
import { hexOf, isImageId, parseImageName } from './image-name.ts'

const digest = `sha256:${'0f'.repeat(32)}`

test.each([
  { image: 'nginx', repository: 'nginx', tag: '', digest: '' },
  { image: 'nginx:1.2', repository: 'nginx', tag: '1.2', digest: '' },
  { image: 'docker.io/library/nginx:1.2', repository: 'docker.io/library/nginx', tag: '1.2', digest: '' },
  { image: 'host:5000/team/web', repository: 'host:5000/team/web', tag: '', digest: '' },
  { image: 'host:5000/team/web:1.2', repository: 'host:5000/team/web', tag: '1.2', digest: '' },
  { image: `host:5000/web@${digest}`, repository: 'host:5000/web', tag: '', digest },
  { image: `host:5000/web:1@${digest}`, repository: 'host:5000/web', tag: '1', digest },
  { image: '', repository: '', tag: '', digest: '' },
])('$image has the repository $repository and the tag $tag', ({ image, ...parts }) => {
  expect(parseImageName(image)).toEqual(parts)
})

test('an id is no name', () => {
  expect([digest, '0f'.repeat(32), 'nginx', 'sha256:beef'].map(isImageId)).toEqual([true, true, false, false])
  expect([digest, 'beef'].map(hexOf)).toEqual(['0f'.repeat(32), 'beef'])
})
