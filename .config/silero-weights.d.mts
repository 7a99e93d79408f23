export declare function sileroWeights(): Uint8Array<ArrayBuffer>;
