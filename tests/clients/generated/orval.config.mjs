// The server is known only when the test runs.
export default {
  casus: {
    input: "./openapi.json",
    output: {
      client: "fetch",
      target: "./orval/casus.ts",
      baseUrl: process.env.CASUS_URL,
      override: { contentType: { include: ["application/json", "application/problem+json"] } },
    },
  },
};
