import { useEffect, useEffectEvent, useRef } from 'react';

const visibleShare = 0.5;
const visibleMs = 1_000;

/**
 * Calls `onSeen` once half of an element has been in view for a second (the Media Rating Council's rule for a viewable
 * impression), again for every new `what`.
 */
export function useSeen<E extends Element>(what: string, onSeen: () => void) {
  const ref = useRef<E>(null);
  const seen = useEffectEvent(onSeen);
  useEffect(() => {
    const element = ref.current;
    if (!element || typeof IntersectionObserver === 'undefined') return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new IntersectionObserver(
      ([entry]) => {
        clearTimeout(timer);
        if (!entry.isIntersecting) return;
        timer = setTimeout(() => {
          observer.disconnect();
          seen();
        }, visibleMs);
      },
      { threshold: visibleShare },
    );
    observer.observe(element);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [what]);
  return ref;
}
