import type { Provider, Type } from '@nestjs/common';
import { ImportsController } from './imports.controller.js';
import { ImportsService } from './imports.service.js';

/** What the ingestion module provides for imports. */
export const importProviders: Provider[] = [ImportsService];

/** The controllers of imports. */
export const importControllers: Type[] = [ImportsController];
