export { startEmulator, type Emulator, type EmulatorOptions } from './emulator';
export type { Clock } from './clock';
