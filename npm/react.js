'use client';
// The entry of `import { VizochokWidget } from '@vizochok/widget/react'`: the widget as a component. Its props are the
// options; with `inline` it is a `div` that the chat fills, else a floating launcher that takes no place.

import { createElement, forwardRef, useEffect, useRef } from 'react';
import { Follower } from './follower.js';
import { VIZOCHOKWidget } from './index.js';

export const VizochokWidget = /* @__PURE__ */ forwardRef(function VizochokWidget(props, ref) {
  const { inline, id, className, style, ...options } = props;
  const place = useRef(null);
  const follower = useRef(null);
  const latestRef = useRef(null);
  // Strict mode runs effects, their clean-ups and the effects again: what was ended is made anew.
  useEffect(() => {
    follower.current = new Follower(VIZOCHOKWidget, (widget) => {
      if (typeof latestRef.current === 'function') latestRef.current(widget);
      else if (latestRef.current) latestRef.current.current = widget;
    });
    return () => follower.current.end();
  }, []);
  useEffect(() => {
    latestRef.current = ref;
    follower.current.follow(options, place.current ?? undefined);
  });
  return inline ? createElement('div', { ref: place, id, className, style }) : null;
});
