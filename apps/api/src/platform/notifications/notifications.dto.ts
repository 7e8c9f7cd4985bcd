import { ApiProperty, ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import type { AlertSeverity } from '../../events.js';
import { PageQuery } from '../http/paging.js';
import { severities, type Alert, type DeliveryEvent } from './alert.js';
import type { AlertState } from './alerts.repository.js';
import type { Channel, ChannelType, EmailSettings } from './channel.js';
import type { Delivery } from './deliveries.repository.js';

const channelTypes = ['webhook', 'email'] as const;
const alertStates = ['open', 'resolved', 'all'] as const;

export class AlertDto implements Alert {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({
    example: 'job-failed:training',
    description: 'Names the condition; one alert of a key is open at a time.',
  })
  key: string;
  @ApiProperty({ enum: severities, enumName: 'AlertSeverity' })
  severity: AlertSeverity;
  @ApiProperty({ example: 'Training failed' })
  title: string;
  @ApiProperty({ example: 'the training thread ended with code 1' })
  detail: string;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '/jobs/6f1a…',
    description: 'Path in the dashboard.',
  })
  link: string | null;
  @ApiProperty({ example: 1, description: 'How often it was raised while it was open.' })
  occurrences: number;
  @ApiProperty({ format: 'date-time' })
  openedAt: string;
  @ApiProperty({ format: 'date-time' })
  updatedAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  acknowledgedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  resolvedAt: string | null;
}

export class AlertPage {
  @ApiProperty({ type: [AlertDto] })
  items: AlertDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}

export class ListAlertsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: alertStates, enumName: 'AlertState', default: 'open' })
  @IsOptional()
  @IsIn(alertStates)
  state: AlertState = 'open';

  @ApiPropertyOptional({ enum: severities, enumName: 'AlertSeverity' })
  @IsOptional()
  @IsIn(severities)
  severity?: AlertSeverity;
}

class WebhookBody {
  @ApiProperty({
    example: 'https://hooks.example.com/marquee',
    description: 'http or https. Messages go there and nowhere else: redirects are not followed.',
  })
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true })
  @MaxLength(2000)
  url: string;
}

class EmailBody {
  @ApiProperty({ example: 'smtp.example.com' })
  @IsString()
  @MinLength(1)
  @MaxLength(253)
  host: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 65535, example: 587 })
  @IsInt()
  @Min(1)
  @Max(65535)
  port: number;

  @ApiPropertyOptional({
    description: 'TLS from the first byte; by default on port 465. Else STARTTLS where it is offered.',
  })
  @IsOptional()
  @IsBoolean()
  secure?: boolean;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'marquee' })
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsString()
  @MaxLength(200)
  user?: string | null;

  @ApiProperty({ example: 'marquee@example.com' })
  @IsEmail({ require_tld: false, allow_ip_domain: true })
  from: string;

  @ApiProperty({ type: [String], example: ['ops@example.com'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsEmail({ require_tld: false, allow_ip_domain: true }, { each: true })
  to: string[];
}

export class CreateChannelBody {
  @ApiProperty({ example: 'on-call' })
  @Matches(/^[\w .-]{1,64}$/, {
    message: 'name must be letters, digits, spaces, dots and hyphens, 64 at the most',
  })
  name: string;

  @ApiProperty({ enum: channelTypes, enumName: 'ChannelType' })
  @IsIn(channelTypes)
  type: ChannelType;

  @ApiPropertyOptional({ type: WebhookBody, description: 'Of a webhook.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => WebhookBody)
  webhook?: WebhookBody;

  @ApiPropertyOptional({ type: EmailBody, description: 'Of e-mail.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => EmailBody)
  email?: EmailBody;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description:
      'The key that a webhook is signed with (Standard Webhooks: `whsec_` and base64, or any text), or the password of the mail server. Never answered back.',
  })
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  secret?: string | null;

  @ApiPropertyOptional({
    enum: severities,
    enumName: 'AlertSeverity',

    description: 'This and graver ones; `warning` when left out.',
  })
  @IsOptional()
  @IsIn(severities)
  minSeverity?: AlertSeverity;

  @ApiPropertyOptional({
    type: [String],
    example: ['job-failed:*', 'schedule-paused:*'],
    description: 'Keys of alerts that go here; `*` stands for any text.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  keys?: string[];

  @ApiPropertyOptional({
    example: true,
    description: 'Also told when an alert is over; so it is when left out.',
  })
  @IsOptional()
  @IsBoolean()
  onResolved?: boolean;

  @ApiPropertyOptional({ example: true })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

export class UpdateChannelBody extends PartialType(OmitType(CreateChannelBody, ['type'])) {}

export class ChannelEmailDto implements EmailSettings {
  @ApiProperty({ example: 'smtp.example.com' })
  host: string;
  @ApiProperty({ example: 587 })
  port: number;
  @ApiProperty()
  secure: boolean;
  @ApiProperty({ type: String, nullable: true })
  user: string | null;
  @ApiProperty({ example: 'marquee@example.com' })
  from: string;
  @ApiProperty({ type: [String], example: ['ops@example.com'] })
  to: string[];
}

export class ChannelDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ example: 'on-call' })
  name: string;
  @ApiProperty({ enum: channelTypes, enumName: 'ChannelType' })
  type: ChannelType;
  @ApiProperty({
    example: 'https://hooks.example.com/…',
    description:
      'Where it goes, for people. The path of a webhook is left out: with many services it is a secret.',
  })
  target: string;
  @ApiProperty({ type: ChannelEmailDto, nullable: true })
  email: ChannelEmailDto | null;
  @ApiProperty({ description: 'Whether a secret is set.' })
  hasSecret: boolean;
  @ApiProperty({ enum: severities, enumName: 'AlertSeverity' })
  minSeverity: AlertSeverity;
  @ApiProperty({ type: [String], example: ['*'] })
  keys: string[];
  @ApiProperty()
  onResolved: boolean;
  @ApiProperty()
  enabled: boolean;

  static of({ settings, secret, ...channel }: Channel): ChannelDto {
    const isWebhook = 'url' in settings;
    return {
      ...channel,
      target: isWebhook ? `${new URL(settings.url).origin}/…` : settings.to.join(', '),
      email: isWebhook ? null : settings,
      hasSecret: secret !== null,
    };
  }
}

const deliveryEvents = ['opened', 'escalated', 'resolved', 'test'] as const;
const deliveryStates = ['pending', 'delivered', 'failed'] as const;

export class DeliveryDto implements Delivery {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  alertId: string | null;
  @ApiProperty({ enum: deliveryEvents, enumName: 'DeliveryEvent' })
  event: DeliveryEvent;
  @ApiProperty({ example: 'job-failed:training' })
  alertKey: string;
  @ApiProperty({ enum: deliveryStates, enumName: 'DeliveryState' })
  state: Delivery['state'];
  @ApiProperty({ example: 1 })
  attempt: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextAttemptAt: string | null;
  @ApiProperty({ type: Number, nullable: true, example: 204 })
  statusCode: number | null;
  @ApiProperty({ type: String, nullable: true })
  error: string | null;
  @ApiProperty({ type: Number, nullable: true, example: 84 })
  durationMs: number | null;
  @ApiProperty({ format: 'date-time' })
  createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;
}

export class DeliveryPage {
  @ApiProperty({ type: [DeliveryDto] })
  items: DeliveryDto[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor: string | null;
}
