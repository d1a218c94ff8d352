import { expect, test } from 'vitest'
import { memorySql } from '../fixtures/sqlite.ts'
import { putRows, rowsOf } from './many-rows.ts'

const made = () => {
  const sql = memorySql()
  sql.exec('CREATE TABLE pairs (name TEXT PRIMARY KEY, number INTEGER NOT NULL)')
  return sql
}

test('any number of rows is written, each once', () => {
  for (const count of [0, 1, 2, 3, 49, 50, 51, 99, 100, 237]) {
    const sql = made()
    const rows = Array.from({ length: count }, (_, index) => [`n${index}`, index] as const)
    putRows(sql, 'INSERT INTO pairs (name, number)', 2, rows)
    expect(sql.exec('SELECT count(*) AS count, count(DISTINCT number) AS apart FROM pairs').one()).toEqual({
      count,
      apart: count,
    })
  }
})

test('no statement binds more than the runtime takes', () => {
  const sql = made()
  let most = 0
  const counting: SqlStorage = {
    databaseSize: 0,
    exec: (statement, ...values) => {
      most = Math.max(most, values.length)
      return sql.exec(statement, ...values)
    },
  }
  const rows = Array.from({ length: 500 }, (_, index) => [`n${index}`, index] as const)
  putRows(counting, 'INSERT INTO pairs (name, number)', 2, rows)
  expect(most).toBe(100)
})

test('a tail decides what becomes of rows that are there', () => {
  const sql = made()
  const head = 'INSERT INTO pairs (name, number)'
  const tail = 'ON CONFLICT (name) DO UPDATE SET number = number + excluded.number'
  putRows(sql, head, 2, [['a', 1]], tail)
  putRows(sql, head, 2, [['a', 2], ['b', 5]], tail) // biome-ignore format: rows in a row
  const statement = 'SELECT name, number FROM pairs WHERE name IN (SELECT value FROM json_each(?)) ORDER BY name'
  expect([...rowsOf(sql, statement, ['a', 'b', "'c"])]).toEqual([
    { name: 'a', number: 3 },
    { name: 'b', number: 5 },
  ])
  expect([...rowsOf(sql, statement, [])]).toEqual([])
})
