import { Button, Collapse, Input, SegmentedControl, SimpleGrid, Slider, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { isFineTuned, type Rerank, type Tuning } from '../tuning';

interface FineTuneProps {
  tuning: Tuning;
  onChange: (change: Partial<Tuning>) => void;
}

const methods: { value: Rerank; label: string }[] = [
  { value: 'mmr', label: 'Step by step' },
  { value: 'dpp', label: 'As a whole' },
  { value: 'none', label: 'Not at all' },
];

/** The finer knobs of the list, out of the way until somebody wants them. */
export function FineTune({ tuning, onChange }: FineTuneProps) {
  const [isOpen, { toggle }] = useDisclosure(isFineTuned(tuning));
  return (
    <div>
      <Button size="compact-sm" variant="subtle" onClick={toggle} aria-expanded={isOpen}>
        {isOpen ? 'Hide fine-tuning' : 'Fine-tune'}
      </Button>
      <Collapse expanded={isOpen}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg" mt="xs">
          <Input.Wrapper label="Made varied" labelElement="div">
            <SegmentedControl
              fullWidth
              size="xs"
              mt={4}
              aria-label="How the list is made varied"
              data={methods}
              value={tuning.rerank}
              onChange={(value) => onChange({ rerank: value })}
            />
          </Input.Wrapper>
          <Share
            label="Your mix of genres"
            value={tuning.calibration}
            onChange={(calibration) => onChange({ calibration })}
          />
          <Share
            label="Lesser known films"
            value={tuning.popularityDebias}
            onChange={(popularityDebias) => onChange({ popularityDebias })}
          />
          <Share
            label="Room for new films"
            value={tuning.newFilms}
            onChange={(newFilms) => onChange({ newFilms })}
          />
          <Expression
            label="Filter"
            placeholder="genre = 'Drama' and year >= 1990"
            value={tuning.filter}
            onChange={(filter) => onChange({ filter })}
          />
          <Expression
            label="Boost"
            placeholder="if genre = 'Film-Noir' then 1.5"
            value={tuning.boost}
            onChange={(boost) => onChange({ boost })}
          />
        </SimpleGrid>
      </Collapse>
    </div>
  );
}

interface KnobProps<Value> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
}

function Share({ label, value, onChange }: KnobProps<number>) {
  const [dragged, setDragged] = useState(value);
  useEffect(() => setDragged(value), [value]);
  return (
    <Input.Wrapper label={label} labelElement="div">
      <Slider
        thumbLabel={label}
        mt={8}
        value={Math.round(dragged * 100)}
        onChange={(percent) => setDragged(percent / 100)}
        onChangeEnd={(percent) => onChange(percent / 100)}
        step={10}
        label={(percent) => `${percent} %`}
      />
    </Input.Wrapper>
  );
}

/** A text that counts when it is finished: by Enter, or by leaving the field. */
function Expression({ label, value, placeholder, onChange }: KnobProps<string> & { placeholder: string }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChange(text.trim());
      }}
    >
      <TextInput
        label={label}
        placeholder={placeholder}
        maxLength={1000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => onChange(text.trim())}
      />
    </form>
  );
}
