import { NativeSelect, SimpleGrid, Stack, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { ModelKind } from '../../../lib/api-types';
import {
  changesOf,
  faultOf,
  hyperparameterTitle,
  isSound,
  type Hyperparameter,
  type Typed,
} from '../hyperparameters';
import classes from './hyperparameter-fields.module.css';

interface HyperparameterFieldsProps {
  kind: ModelKind;
  typed: Typed;
  onChange: (typed: Typed) => void;
  disabled?: boolean;
}

/** The settings of one kind, folded away: each empty field stands for the default that it shows. */
export function HyperparameterFields({ kind, typed, onChange, disabled }: HyperparameterFieldsProps) {
  const [opened, { toggle }] = useDisclosure(false);
  if (kind.hyperparameters.length === 0) return null;
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  return (
    <Stack gap="xs" className={classes.fields}>
      <UnstyledButton onClick={toggle} aria-expanded={opened} className={classes.toggle}>
        <Chevron size={14} aria-hidden /> {summaryOf(kind, typed)}
      </UnstyledButton>
      {opened ? (
        <SimpleGrid
          cols={{ base: 2, lg: 3 }}
          spacing="sm"
          verticalSpacing="xs"
          role="group"
          aria-label={`Settings of ${kind.title}`}
        >
          {kind.hyperparameters.map((parameter) => (
            <Tooltip
              key={parameter.name}
              label={parameter.description}
              events={{ hover: true, focus: true, touch: true }}
              multiline
              maw={280}
              openDelay={300}
            >
              <div>
                <Field
                  parameter={parameter}
                  value={typed[parameter.name] ?? ''}
                  onChange={(value) => onChange({ ...typed, [parameter.name]: value })}
                  disabled={disabled}
                />
              </div>
            </Tooltip>
          ))}
        </SimpleGrid>
      ) : null}
    </Stack>
  );
}

interface FieldProps {
  parameter: Hyperparameter;
  value: string;
  onChange: (value: string) => void;
  disabled?: boolean;
}

function Field({ parameter, value, onChange, disabled }: FieldProps) {
  const shared = { label: hyperparameterTitle(parameter.name), size: 'xs', disabled };
  const choices = choicesOf(parameter);
  if (choices)
    return (
      <NativeSelect
        {...shared}
        data={choices}
        value={value || String(parameter.default)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...shared}
      inputMode="decimal"
      placeholder={String(parameter.default)}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={faultOf(parameter, value)}
    />
  );
}

function choicesOf({ type, choices }: Hyperparameter): { value: string; label: string }[] | null {
  if (type === 'boolean')
    return [
      { value: 'true', label: 'yes' },
      { value: 'false', label: 'no' },
    ];
  return type === 'choice' && choices ? choices.map((choice) => ({ value: choice, label: choice })) : null;
}

function summaryOf(kind: ModelKind, typed: Typed): string {
  if (!isSound(kind, typed)) return 'Settings: one does not fit';
  const changes = Object.entries(changesOf(kind, typed) ?? {});
  if (changes.length === 0) return 'Settings: as usual';
  const said = changes.map(([name, value]) => `${hyperparameterTitle(name).toLowerCase()} ${String(value)}`);
  return `Settings: ${said.join(', ')}`;
}
