import { render } from '@testing-library/react'
import { expect, test } from 'vitest'
import { localized } from '../../../server/test/support/localized.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { LessonHtml } from './lesson-html.js'

const html = '<pre><code>curl -i http://localhost:4100/</code></pre>'

test('commands for the terminal name the shop where it is, whatever port it got', () => {
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, launch: { ...fixtureSnapshot.launch, shopPort: 45_781 } } })
  const { container } = render(<LessonHtml html={localized(html)} />)
  expect(container.textContent).toBe('curl -i http://localhost:45781/')
})
