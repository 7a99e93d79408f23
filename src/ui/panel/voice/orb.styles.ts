import { css } from '../../css.js';

/** The looks of the picture of a call. */
export const orbStyles = css`
  .orb {
    --_input: 0;
    --_output: 0;
    /* Whose bars they are. */
    --_level: var(--_input);
    position: relative;
    display: grid;
    flex: none;
    place-items: center;
    width: var(--_orb);
    height: var(--_orb);
    color: var(--_on-accent);
  }
  .orb > * {
    grid-area: 1 / 1;
  }
  .orb[data-picture='speaking'] {
    --_level: var(--_output);
  }
  .orb-halo {
    width: 82%;
    height: 82%;
    border-radius: 50%;
    background: var(--_accent);
    opacity: calc(0.14 + 0.16 * var(--_input));
    transform: scale(calc(1 + 0.5 * var(--_input)));
    transition: opacity 0.2s;
  }
  .orb-disc {
    z-index: 1;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 5.5%;
    width: 82%;
    height: 82%;
    border: 2px solid var(--_accent);
    border-radius: 50%;
    background: var(--_accent);
    transition:
      background-color 0.25s,
      border-color 0.25s,
      color 0.25s;
  }
  .orb-disc svg {
    width: 50%;
    height: 50%;
  }
  .orb[data-picture='thinking'] .orb-disc svg {
    stroke-width: 4;
  }
  .bar {
    width: 7.5%;
    height: 56%;
    border-radius: 99px;
    background: currentcolor;
    transform: scaleY(calc(0.13 + var(--_part) * var(--_level)));
  }
  .bar {
    --_part: 0.45;
  }
  .bar:nth-child(even) {
    --_part: 0.87;
  }
  .bar:nth-child(3) {
    --_part: 0.62;
  }

  /* The person is an outline, the agent is filled. */
  .orb:is([data-picture='hearing'], [data-picture='listening'], [data-picture='ready']) {
    color: var(--_link);
  }
  .orb:is([data-picture='hearing'], [data-picture='listening'], [data-picture='ready']) .orb-disc {
    border-color: var(--_link);
    background: var(--_surface);
  }
  .orb:is([data-picture='starting'], [data-picture='muted'], [data-picture='reconnecting']) {
    color: var(--_muted);
  }
  .orb:is([data-picture='starting'], [data-picture='muted'], [data-picture='reconnecting']) .orb-disc {
    border-color: transparent;
    background: color-mix(in oklab, var(--_surface), var(--_text) 11%);
  }
  .orb[data-picture='muted'] .orb-halo {
    opacity: 0;
  }

  .orb-ring {
    z-index: 2;
    width: 100%;
    height: 100%;
    stroke-width: 2.2;
    transform: rotate(-90deg);
  }
  .orb-ring circle {
    stroke: var(--_border);
  }
  .orb-ring .orb-arc {
    stroke: var(--_link);
    transition: stroke-dasharray 0.2s;
  }

  @media (prefers-reduced-motion: no-preference) {
    .orb-ring.is-turning {
      animation: turn 1.1s linear infinite;
    }
    @keyframes turn {
      from {
        transform: rotate(-90deg);
      }
      to {
        transform: rotate(270deg);
      }
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .orb * {
      transition: none;
    }
    /* Bars that stand still are a picture, too. */
    .orb:is([data-picture='speaking'], [data-picture='hearing']) .bar {
      --_level: 0.6;
    }
  }
  @media (forced-colors: active) {
    .orb {
      color: CanvasText !important;
    }
    .orb-disc {
      border-color: CanvasText !important;
    }
    .bar {
      background: CanvasText;
    }
    .orb-ring .orb-arc {
      stroke: Highlight;
    }
  }
`;
