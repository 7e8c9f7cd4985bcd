import { MantineProvider } from '@mantine/core';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { ratingAfterKey, StarRating } from './star-rating';

describe('ratingAfterKey', () => {
  it.each([
    ['ArrowRight', null, 0.5],
    ['ArrowRight', 3, 3.5],
    ['ArrowLeft', 0.5, 0.5],
    ['ArrowUp', 5, 5],
    ['PageDown', 4.5, 3.5],
    ['Home', 3, 0.5],
    ['End', null, 5],
    ['4', null, 4],
    ['6', 3, undefined],
    ['x', 3, undefined],
  ])('%s at %s gives %s', (key, value, expected) => {
    expect(ratingAfterKey(key, value)).toBe(expected);
  });
});

describe('StarRating', () => {
  const show = (value: number | null) => {
    const onRate = jest.fn();
    const onClear = jest.fn();
    render(
      <MantineProvider>
        <StarRating label="Heat" value={value} onRate={onRate} onClear={onClear} />
      </MantineProvider>,
    );
    return { slider: screen.getByRole('slider', { name: 'Your rating of Heat' }), onRate, onClear };
  };

  it('is a slider that says its value in words', () => {
    const { slider } = show(3.5);
    expect(slider).toHaveAttribute('aria-valuetext', '3.5 of 5 stars');
    expect(slider).toHaveAttribute('tabindex', '0');
  });

  it('sends only the value that a keyboard user rests on', () => {
    jest.useFakeTimers();
    const { slider, onRate } = show(null);
    for (let presses = 0; presses < 7; presses++) fireEvent.keyDown(slider, { key: 'ArrowRight' });
    expect(slider).toHaveAttribute('aria-valuenow', '3.5');
    expect(onRate).not.toHaveBeenCalled();
    act(() => jest.advanceTimersByTime(1000));
    expect(onRate.mock.calls).toEqual([[3.5]]);
    jest.useRealTimers();
  });

  it('confirms with Enter, gives up with Escape, takes back with Delete', () => {
    const { slider, onRate, onClear } = show(2);
    fireEvent.keyDown(slider, { key: '5' });
    fireEvent.keyDown(slider, { key: 'Escape' });
    expect(slider).toHaveAttribute('aria-valuenow', '2');
    fireEvent.keyDown(slider, { key: '4' });
    fireEvent.keyDown(slider, { key: 'Enter' });
    expect(onRate.mock.calls).toEqual([[4]]);
    fireEvent.keyDown(slider, { key: 'Delete' });
    expect(onClear).toHaveBeenCalledTimes(1);
  });

  it('rates the half star under the pointer', () => {
    const { slider, onRate } = show(null);
    slider.getBoundingClientRect = () => ({ left: 100, width: 100 }) as DOMRect;
    fireEvent.pointerUp(slider, { clientX: 169, button: 0 });
    expect(onRate).toHaveBeenCalledWith(3.5);
  });
});
