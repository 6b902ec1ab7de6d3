// The entry of `import { VizochokWidget } from '@vizochok/widget/vue'`: the widget as a component of Vue 3. Its props
// are the options, its events those of the class; with `inline` it is a `div` that the chat fills, else a floating
// launcher that takes no place.

import { defineComponent, h, onBeforeUnmount, onMounted, onUpdated, ref, shallowRef, watch } from 'vue';
import { Follower } from './follower.js';
import { VIZOCHOKWidget } from './index.js';
import { OBJECTS, SCALARS } from './members.js';

export const VizochokWidget = /* @__PURE__ */ defineComponent({
  name: 'VizochokWidget',
  inheritAttrs: false,
  props: { inline: Boolean, ...Object.fromEntries([...SCALARS, ...OBJECTS].map((name) => [name, null])) },
  setup(props, { attrs, expose }) {
    const place = ref(null);
    const widget = shallowRef(null);
    const follower = new Follower(VIZOCHOKWidget, (made) => (widget.value = made));
    const follow = () => {
      const { inline, ...options } = props;
      // The listeners of events stand among the attributes.
      const { id, class: _class, style, ...listeners } = attrs;
      follower.follow({ ...options, ...listeners }, place.value ?? undefined);
    };
    onMounted(follow);
    onUpdated(follow);
    // What changes inside of an object renders nothing.
    watch(props, follow, { deep: true, flush: 'post' });
    onBeforeUnmount(() => follower.end());
    expose({ widget });
    return () => {
      const { id, class: className, style } = attrs;
      return props.inline ? h('div', { ref: place, id, class: className, style }) : null;
    };
  },
});
