import type { QuestionSpec, Target } from '../ports/target.ts'

/** What a fake target was asked, each once, and what it answers. */
export const fakeQuestions = (once: () => Target['once']) => {
  const asked: QuestionSpec[] = []
  const answers = {
    of: (_: QuestionSpec): string | null => '-- nothing',
    lastLines: ['no such column'] as readonly string[],
  }
  /** Revisions of which nothing is there any more. */
  const gone = new Set<string>()
  const ways: Pick<Target, 'ask' | 'answer'> = {
    ask: async (question) => {
      await once()(question, null)
      const same = ({ id, revision }: QuestionSpec) =>
        id === question.id && revision.key === question.revision.key
      if (!asked.some(same)) asked.push(question)
      gone.delete(question.revision.key)
    },
    answer: async (question, most) => {
      if (gone.has(question.revision.key)) return { text: '', lastLines: [] }
      const text = answers.of(question)
      return { text: text !== null && text.length > most ? null : text, lastLines: answers.lastLines }
    },
  }
  return { seen: { asked, answers }, ways, clean: (key: string) => void gone.add(key) }
}
