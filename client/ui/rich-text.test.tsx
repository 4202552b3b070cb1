import { render } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { RichText } from './rich-text.js'

describe('RichText', () => {
  it('turns the tags it knows into elements', () => {
    const { container } = render(<RichText text="It held <n>38 914</n> sessions; run <c>npm start</c>." />)
    expect(container.textContent).toBe('It held 38 914 sessions; run npm start.')
    expect([...container.querySelectorAll('b, code')].map(({ outerHTML }) => outerHTML)).toEqual([
      '<b class="num">38 914</b>',
      '<code translate="no">npm start</code>',
    ])
  })

  it('leaves any other markup as text', () => {
    const { container } = render(<RichText text={'Bob <img src=x onerror=alert(1)> <z>no</z> <b><i>x</i></b>'} />)
    expect(container.querySelector('img, z, i')).toBeNull()
    expect(container.textContent).toBe('Bob <img src=x onerror=alert(1)> <z>no</z> <i>x</i>')
  })
})
