import { isJsonObject, textOf, type JsonObject } from '../base/json.js';

/** How samples are laid out (API document: "AudioFormat"). */
export interface AudioFormat {
  /** Samples per second, in Hz. */
  readonly sampleRate: number;
  /** 8, 16, 24 or 32. */
  readonly sampleSizeInBits: number;
  /** 1 (mono) or 2. */
  readonly channels: number;
  readonly signed: boolean;
  readonly bigEndian: boolean;
}

/** What a person wrote (API document: "Text Input"). */
export interface TextInput {
  readonly inputType: 'TEXT';
  readonly content: string;
}

/** What a person said: inline as base64, or uploaded before (API document: "Audio Input"). */
export interface AudioInput {
  readonly inputType: 'AUDIO';
  readonly base64EncodedData?: string;
  /** From `generate-audio-upload-link`. */
  readonly s3Uri?: string;
  readonly audioFormat?: AudioFormat;
  readonly transcription?: string;
}

/** API document: "Multimodal Input". */
export type MultimodalInput = TextInput | AudioInput;

/** API document: "Text Output". */
export interface TextOutput {
  readonly outputType: 'TEXT';
  readonly content: string;
}

/** API document: "Audio Output". */
export interface AudioOutput {
  readonly outputType: 'AUDIO';
  /** In Hz. A WAV header inside the audio is trusted more. */
  readonly sampleRate: number;
  /** Int16 little-endian PCM, or a WAV file. */
  readonly base64Audio: string;
  readonly transcription: string;
  readonly isFinalChunk: boolean;
}

/** API document: "Multimodal Output". */
export type MultimodalOutput = TextOutput | AudioOutput;

/** API document: "ExecutionOutputMode". */
export type ExecutionOutputMode = 'TEXT' | 'AUDIO';

/** API document: "EVersionState". */
export type VersionState = 'PUBLISHED' | 'DRAFT' | 'ARCHIVED';

/** Which version of an agent answers (API document: "Custom Version"). */
export interface CustomVersion {
  readonly versionState?: VersionState;
  /** An integer, 0 or more. */
  readonly versionNumber?: number;
}

/** Values for `@@{name}@@` in the agent's instructions. */
export type PromptTemplateVariables = Readonly<Record<string, unknown>>;

/** Values that the server uses but does not keep. */
export type EnvironmentVariables = Readonly<Record<string, unknown>>;

/** The `errors` of any answer, which may be a single one; anything in them that is no text is shown as JSON. */
export function decodeErrors({ errors }: JsonObject): readonly string[] {
  if (isJsonObject(errors)) return [];
  return [errors].flat().filter(Boolean).map((error) => (typeof error === 'string' ? error : JSON.stringify(error)));
}

export function decodeOutputs(value: unknown): readonly MultimodalOutput[] {
  return Array.isArray(value) ? value.map(decodeOutput).filter((output) => output !== undefined) : [];
}

export function decodeOutput(value: unknown): MultimodalOutput | undefined {
  if (!isJsonObject(value)) return undefined;
  if (value['outputType'] === 'AUDIO') {
    return {
      outputType: 'AUDIO',
      // Some write numbers as text.
      sampleRate: Number(value['sampleRate']) || 16_000,
      base64Audio: textOf(value['base64Audio']),
      transcription: textOf(value['transcription']),
      isFinalChunk: value['isFinalChunk'] === true,
    };
  }
  // The type may be missing, but content without one can only be text.
  return typeof value['content'] === 'string' ? { outputType: 'TEXT', content: value['content'] } : undefined;
}
