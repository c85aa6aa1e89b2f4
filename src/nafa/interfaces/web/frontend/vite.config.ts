import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { defineConfig } from "vitest/config";

/** The server sends the packed twin of a file when the browser takes it. */
const packed = {
  name: "packed",
  writeBundle({ dir }: { dir?: string }) {
    const folder = join(dir ?? "", "assets");
    for (const name of readdirSync(folder)) {
      if (!/\.(js|css|svg)$/.test(name)) continue;
      const content = readFileSync(join(folder, name));
      writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
      writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content));
    }
  },
};

export default defineConfig({
  base: "./",
  plugins: [packed],
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
    rollupOptions: { input: {
        main: "src/main.ts",
        desk: "src/styles/desk.scss",
        door: "src/styles/door.scss",
        people: "src/styles/people.scss",
        sheet: "src/styles/sheet.scss",
      } },
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
