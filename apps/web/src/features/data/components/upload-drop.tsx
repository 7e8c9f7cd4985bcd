import { Button, FileButton, Group, Loader, Text } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useState, type DragEvent } from 'react';
import { formatBytes } from '../../../lib/format';
import { uploadable } from '../upload-type';
import classes from './upload-drop.module.css';

interface UploadDropProps {
  /** The file on its way, or null. */
  sending: File | null;
  onFile: (file: File) => void;
}

/** A place to drop a zip or CSV file, with a button that does the same. */
export function UploadDrop({ sending, onFile }: UploadDropProps) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file && sending === null) onFile(file);
  };
  return (
    <div
      role="group"
      aria-label="Upload a file"
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {sending ? (
        <Group gap="sm" role="status">
          <Loader size="sm" />
          <Text size="sm">
            Sending {sending.name} ({formatBytes(sending.size)})
          </Text>
        </Group>
      ) : (
        <Group gap="sm" justify="space-between">
          <Group gap="sm" wrap="nowrap">
            <IconFileUpload size={24} stroke={1.6} aria-hidden />
            <Text size="sm">Drop a MovieLens zip or a ratings.csv here</Text>
          </Group>
          <FileButton onChange={(file) => file && onFile(file)} accept={uploadable} inputProps={{ 'aria-label': 'File to import' }}>
            {(props) => (
              <Button {...props} variant="default" size="xs">
                Choose a file
              </Button>
            )}
          </FileButton>
        </Group>
      )}
    </div>
  );
}
