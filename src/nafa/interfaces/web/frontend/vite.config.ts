import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "./",
  css: {
    preprocessorOptions: { scss: { loadPaths: ["node_modules"], quietDeps: true } },
  },
  build: {
    outDir: "../static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2020",
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: { input: { main: "src/main.ts" } },
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
