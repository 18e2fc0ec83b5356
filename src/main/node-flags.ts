/**
 * For processes that wait most of their time: without a bound the young half of the heap grows to 16 MB twice and
 * stays so. Not for the data plane, whose CPU a request it would raise (measured: 100 KB answers + 20 %).
 */
export const smallHeap: readonly string[] = ['--max-semi-space-size=2']
