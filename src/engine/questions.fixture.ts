import type { QuestionSpec, Target } from '../ports/target.ts'

/** What a fake target was asked, each once, and what it answers. */
export const fakeQuestions = (once: () => Target['once']) => {
  const asked: QuestionSpec[] = []
  const answers = { of: (_: QuestionSpec): string | null => '-- nothing' }
  const ways: Pick<Target, 'ask' | 'answer'> = {
    ask: async (question) => {
      await once()(question, null)
      const same = ({ id, revision }: QuestionSpec) =>
        id === question.id && revision.key === question.revision.key
      if (!asked.some(same)) asked.push(question)
    },
    answer: async (question) => ({ text: answers.of(question), lastLines: ['no such column'] }),
  }
  return { asked, answers, ways }
}
