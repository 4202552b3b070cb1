import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { LazyPart } from './lazy-part.js'

const part = (text: string) => async () => ({ default: () => <p>{text}</p> })

test('another part in the same place takes the place of the one before, and comes back at once', async () => {
  const [one, other] = [part('one'), part('other')]
  const { rerender } = render(<LazyPart load={one} meanwhile={<p>wait</p>} />)
  expect(screen.getByText('wait')).toBeTruthy()
  await screen.findByText('one')
  rerender(<LazyPart load={other} meanwhile={<p>wait</p>} />)
  expect(screen.queryByText('one')).toBeNull()
  await screen.findByText('other')
  rerender(<LazyPart load={one} meanwhile={<p>wait</p>} />)
  expect(screen.getByText('one')).toBeTruthy()
})
