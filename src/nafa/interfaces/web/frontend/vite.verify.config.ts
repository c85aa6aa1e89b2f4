import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vite";

/** The page that proves a receipt: three files that work from a folder, without a server. */
const besides = {
  name: "besides",
  writeBundle({ dir }: { dir?: string }) {
    for (const name of ["index.html", "verify.css"]) {
      copyFileSync(join("src", "verify", name), join(dir ?? "", name));
    }
  },
};

export default defineConfig({
  plugins: [besides],
  build: {
    outDir: "../static/dist/verify",
    emptyOutDir: true,
    target: "es2020",
    lib: { entry: "src/verify/page.ts", formats: ["iife"], name: "verify", fileName: () => "verify.js" },
  },
});
