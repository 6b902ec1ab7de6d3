// Web views without storage.
for (const name of ['sessionStorage', 'localStorage']) Object.defineProperty(window, name, { value: null });
