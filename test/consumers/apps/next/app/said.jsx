'use client';

import { useEffect, useState } from 'react';

export function Said() {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const hear = ({ message }) => message.role === 'agent' && setSaid(message.text);
    document.addEventListener('autessa-message', hear);
    return () => document.removeEventListener('autessa-message', hear);
  }, []);
  return <p id="said">{said}</p>;
}
