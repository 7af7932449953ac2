// Makes up resources, always the same ones.
import type { InternalCost, ResourceExtras, ResourceRecord } from '../store/people/resource-store';

// prettier-ignore
const FIRST_NAMES = [
  'Aaliyah', 'Adam', 'Agnes', 'Amir', 'Anna', 'Beatriz', 'Bogdan', 'Carla', 'Chloé', 'Daniel', 'Dóra',
  'Elif', 'Emil', 'Farah', 'Felix', 'Gabriel', 'Grace', 'Hana', 'Hugo', 'Ines', 'Ivan', 'Jana', 'Jörg',
  'Kavya', 'Kenji', 'Lars', 'Leïla', 'Maria', 'Mateo', 'Mei', 'Nadia', 'Noah', 'Olga', 'Oscar', 'Paula',
  'Pavel', 'Quinn', 'Rosa', 'Ruth', 'Samir', 'Søren', 'Teresa', 'Tomás', 'Uma', 'Viktor', 'Wanda', 'Xin',
  'Yara', 'Zoë', 'Łukasz',
] as const;

// prettier-ignore
const LAST_NAMES = [
  'Abara', 'Adler', 'Almeida', 'Andersen', 'Bauer', 'Becker', 'Bianchi', 'Brown', 'Castillo', 'Chen',
  'Cohen', 'Costa', 'Dubois', 'Eriksson', 'Fischer', 'Fontaine', 'García', 'Gruber', 'Haddad', 'Hansen',
  'Horváth', 'Ibrahim', 'Ivanov', 'Jansen', 'Johnson', 'Kaya', 'Keller', 'Kowalski', 'Larsen', 'Lee',
  'Lopez', 'Mäkinen', 'Martin', 'Meyer', 'Müller', 'Nguyen', "O'Neill", 'Okafor', 'Patel', 'Petrov',
  'Quist', 'Rossi', 'Schäfer', 'Silva', 'Smith', 'Tanaka', 'Taylor', 'Urban', 'Vogel', 'Wagner', 'Weiß',
  'Yilmaz', 'Young', 'Zhang', 'Ziegler',
] as const;

// prettier-ignore
const TITLES = [
  'Account Manager', 'Dispatcher', 'Field Engineer', 'Help Desk Technician', 'Network Engineer',
  'Project Manager', 'Security Analyst', 'Service Desk Lead', 'Systems Administrator', 'Technical Writer',
] as const;

/** The ids of the tenant that generated resources refer to. */
export interface TenantIds {
  readonly locations: readonly number[];
  readonly userTypes: readonly number[];
  readonly roles: readonly number[];
  readonly firstId: number;
}

/** A plausible resource, always the same for the same number. */
export function generatedResource(
  number: number,
  ground: TenantIds,
): { readonly record: ResourceRecord; readonly extras: ResourceExtras } {
  const random = randomNumbers(number);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const chance = (probability: number): boolean => random() < probability;
  const maybe = <T>(probability: number, value: T, otherwise: T): T =>
    chance(probability) ? value : otherwise;
  const phone = (): string => `(555) 01${digits(2)}-${digits(4)}`;
  const digits = (count: number): string =>
    Math.floor(random() * 10 ** count)
      .toString()
      .padStart(count, '0');

  const firstName = pick(FIRST_NAMES);
  const lastName = pick(LAST_NAMES);
  const userName = `${ascii(firstName)}.${ascii(lastName)}.${number.toString(36)}`;
  const contractor = chance(0.15);
  const record: ResourceRecord = {
    id: ground.firstId + number,
    Active: chance(0.9),
    Email: `${userName}@example.com`,
    Email2: maybe(0.2, `${userName}@example.org`, ''),
    Email3: '',
    EmailTypeCode: 'PRIMARY',
    EmailTypeCode2: null,
    EmailTypeCode3: null,
    FirstName: firstName,
    Gender: maybe(0.6, pick(['F', 'M']), null),
    Greeting: maybe(0.5, pick([1, 2, 3]), null),
    HomePhone: maybe(0.3, phone(), ''),
    Initials: `${firstName.charAt(0)}${lastName.charAt(0)}${number % 1000}`,
    LastName: lastName,
    LocationID: pick(ground.locations),
    MiddleName: maybe(0.3, pick(FIRST_NAMES).charAt(0), ''),
    MobilePhone: maybe(0.7, phone(), ''),
    OfficeExtension: maybe(0.8, digits(4), ''),
    OfficePhone: maybe(0.8, phone(), ''),
    ResourceType: contractor ? 'Contractor' : 'Employee',
    Suffix: null,
    Title: pick(TITLES),
    TravelAvailabilityPct: maybe(
      0.4,
      pick(['0%', 'up to 25%', 'up to 50%', 'up to 75%', 'up to 100%']),
      null,
    ),
    UserName: userName,
    UserType: pick(ground.userTypes),
    DefaultServiceDeskRoleID: maybe(0.5, pick(ground.roles), null),
    DateFormat: pick(['MM/dd/yyyy', 'dd.MM.yyyy', 'yyyy-MM-dd']),
    TimeFormat: pick(['hh:mm a', 'HH:mm']),
    PayrollType: contractor ? 3 : pick([1, 2, 4]),
    NumberFormat: pick(['X,XXX.XX', 'X.XXX,XX']),
    AccountingReferenceID: maybe(0.5, `EMP-${digits(6)}`, ''),
    HireDate: new Date(Date.UTC(2000, 0, 1 + Math.floor(random() * 9000))).toISOString().slice(0, -1),
    SurveyResourceRating: maybe(0.4, Math.round(random() * 500) / 100, null),
    LicenseType: contractor ? 8 : pick([2, 3, 4, 5, 6]),
  };
  const cost = {
    from: '2020-01-01',
    to: maybe(0.2, '2022-12-31', null),
    amount: 20 + Math.round(random() * 8000) / 100,
  };
  const internalCosts = maybe<readonly InternalCost[]>(0.5, [cost], []);
  return { record, extras: { emailVerified: chance(0.8), passwordHash: null, internalCosts } };
}

function ascii(name: string): string {
  return name
    .replace('ß', 'ss')
    .replace('ø', 'o')
    .replace('Ł', 'L')
    .normalize('NFD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase();
}

/** A generator of uniform pseudo-random numbers from 0 to 1 (mulberry32), determined by its seed. */
function randomNumbers(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
