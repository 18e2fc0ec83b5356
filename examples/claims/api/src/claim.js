import { create, define, enums, integer, max, min, object, size, string } from 'superstruct'

const Id = define('id', (value) => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value))

const Claim = object({
  id: Id,
  name: size(string(), 1, 200),
  benefit: enums(['housing', 'child', 'disability']),
  cents: max(min(integer(), 1), 10_000_000),
})

/** Reads a claim from what was sent; throws a StructError that says what is wrong. */
export const readClaim = (body) => create(JSON.parse(body), Claim)
