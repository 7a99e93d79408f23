import type { PropertyDeclaration, ReactiveElement } from 'lit';

/**
 * Declares a reactive property, as the decorator of the same name in `lit/decorators.js` does; that one serves standard
 * decorators as well, which the launcher would pay for with half a kilobyte.
 */
export function property(options?: PropertyDeclaration) {
  return (prototype: ReactiveElement, name: string): void => {
    (prototype.constructor as typeof ReactiveElement).createProperty(name, options);
  };
}
