import { useEffect, useEffectEvent, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { StarRow } from './star-row';
import classes from './star-rating.module.css';

interface StarRatingProps {
  /** What is being rated; spoken as "Your rating of …". */
  label: string;
  /** 0.5 to 5 in half steps, or null for not rated. */
  value: number | null;
  onRate: (rating: number) => void;
  /** Given where a rating can be taken back (Delete or Backspace). */
  onClear?: () => void;
  /** Star height in pixels. */
  size?: number;
  disabled?: boolean;
}

/** A keyboard user may pass several values on the way; only the one they rest on is sent. */
const restMs = 700;
const clamp = (value: number) => Math.min(5, Math.max(0.5, value));

/** What a key does to the value: a new one, or undefined for a key that means nothing here. */
export function ratingAfterKey(key: string, value: number | null): number | undefined {
  const current = value ?? 0;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return clamp(current + 0.5);
    case 'ArrowLeft':
    case 'ArrowDown':
      return clamp(current - 0.5);
    case 'PageUp':
      return clamp(current + 1);
    case 'PageDown':
      return clamp(current - 1);
    case 'Home':
      return 0.5;
    case 'End':
      return 5;
    default:
      return /^[1-5]$/.test(key) ? Number(key) : undefined;
  }
}

/** Five stars in half steps: click or drag, or a slider for the keyboard (arrows, 1 to 5, Enter to confirm at once). */
export function StarRating({ label, value, onRate, onClear, size = 24, disabled = false }: StarRatingProps) {
  const [draft, setDraft] = useState<number | null>(null);
  const [hover, setHover] = useState<number | null>(null);
  const rest = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const shown = hover ?? draft ?? value;

  const commit = useEffectEvent((rating: number | null) => {
    clearTimeout(rest.current);
    if (rating !== null && rating !== value) onRate(rating);
  });
  useEffect(() => {
    if (draft === null) return undefined;
    rest.current = setTimeout(() => {
      commit(draft);
      setDraft(null);
    }, restMs);
    return () => clearTimeout(rest.current);
  }, [draft]);

  const settle = (rating: number | null) => {
    clearTimeout(rest.current);
    setDraft(null);
    if (rating !== null && rating !== value) onRate(rating);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (disabled || event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.key === 'Enter' || event.key === ' ') && draft !== null) {
      event.preventDefault();
      settle(draft);
    } else if (event.key === 'Escape' && draft !== null) {
      settle(null);
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && value !== null && onClear) {
      event.preventDefault();
      setDraft(null);
      onClear();
    } else {
      const next = ratingAfterKey(event.key, draft ?? value);
      if (next === undefined) return;
      event.preventDefault();
      setDraft(next);
    }
  };

  const under = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = box.width > 0 ? (event.clientX - box.left) / box.width : 1;
    return clamp(Math.ceil(share * 10) / 2);
  };

  return (
    <span
      className={classes.slider}
      role="slider"
      tabIndex={disabled ? -1 : 0}
      aria-label={`Your rating of ${label}`}
      aria-valuemin={0.5}
      aria-valuemax={5}
      aria-valuenow={draft ?? value ?? undefined}
      aria-valuetext={(draft ?? value) === null ? 'Not rated' : `${draft ?? value} of 5 stars`}
      aria-disabled={disabled || undefined}
      data-rated={value !== null || undefined}
      onKeyDown={onKeyDown}
      onBlur={() => draft !== null && settle(draft)}
      onPointerDown={(event) => !disabled && setHover(under(event))}
      onPointerMove={(event) => !disabled && setHover(under(event))}
      onPointerLeave={() => setHover(null)}
      onPointerCancel={() => setHover(null)}
      onPointerUp={(event) => {
        if (disabled || event.button !== 0) return;
        setHover(null);
        settle(under(event));
      }}
    >
      <StarRow value={shown ?? 0} size={size} />
    </span>
  );
}
