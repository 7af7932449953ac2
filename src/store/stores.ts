import type { Executor } from './engine';
import { FailedLogInStore } from './log-in/failed-log-in-store';
import { EmailChangeStore } from './log-in/email-change-store';
import { InvitationStore } from './log-in/invitation-store';
import { LoginStore } from './log-in/login-store';
import { PasswordStore } from './log-in/password-store';
import { SessionStore } from './log-in/session-store';
import { FaultRuleStore } from './emulator/fault-rule-store';
import { StateStore } from './emulator/state-store';
import { UsageStore } from './emulator/usage-store';
import { EntityStore } from './entity-store';
import { AuditStore } from './people/audit-store';
import { DirectoryStore } from './people/directory-store';
import { LifecycleStore } from './people/lifecycle-store';
import { PhotoStore } from './people/photo-store';
import { PrivacyStore } from './people/privacy-store';
import { RecordFigureStore } from './people/record-figure-store';
import { RecordStore } from './people/record-store';
import { ResourceStore } from './people/resource-store';
import { RoleStore } from './people/role-store';
import { DeclaredEntityStore } from './tenant/declared-entity-store';
import { EntityAuditStore } from './tenant/entity-audit-store';
import { ListedEntityStore } from './tenant/listed-entity-store';
import { OutboxStore } from './tenant/outbox-store';
import { TenantStore } from './tenant/tenant-store';

/** The stores, each for one subject. */
export type Stores = ReturnType<typeof stores>;

/** The stores over a database, or over a transaction. */
export function stores(executor: Executor) {
  const state = new StateStore(executor);
  const declared = new DeclaredEntityStore(executor);
  const listedEntities = new ListedEntityStore(executor, declared);
  return {
    audit: new AuditStore(executor),
    declared,
    directory: new DirectoryStore(executor),
    emailChanges: new EmailChangeStore(executor),
    entities: new EntityStore(executor),
    entityAudit: new EntityAuditStore(executor),
    failedLogIns: new FailedLogInStore(executor),
    faultRules: new FaultRuleStore(executor),
    invitations: new InvitationStore(executor),
    listedEntities,
    lifecycle: new LifecycleStore(executor),
    logins: new LoginStore(executor, state),
    outbox: new OutboxStore(executor),
    passwords: new PasswordStore(executor),
    photos: new PhotoStore(executor),
    privacy: new PrivacyStore(executor),
    recordFigures: new RecordFigureStore(executor),
    records: new RecordStore(executor),
    resources: new ResourceStore(executor),
    roles: new RoleStore(executor),
    sessions: new SessionStore(executor),
    state,
    tenant: new TenantStore(executor, listedEntities),
    usage: new UsageStore(executor),
  };
}
