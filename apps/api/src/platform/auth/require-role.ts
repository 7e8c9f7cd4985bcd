import { SetMetadata } from '@nestjs/common';
import type { Role } from '../config/app-config.js';

export const requiredRoleKey = 'marquee:role';

/** What a caller must be allowed to do. Without it, a route asks for `read`. */
export const RequireRole = (role: Role | 'nobody'): MethodDecorator & ClassDecorator =>
  SetMetadata(requiredRoleKey, role);

/** Open to anyone: probes and the dashboard's files. */
export const Public = (): MethodDecorator & ClassDecorator => RequireRole('nobody');
