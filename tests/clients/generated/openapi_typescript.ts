// The types that openapi-typescript makes, with openapi-fetch: two lists, a record, a network and what is refused.
import createClient from "openapi-fetch";
import type { paths } from "./openapi-typescript/casus";

declare const process: { argv: string[] };

async function main() {
  const client = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: process.argv[2] });
  const agreements = await client.GET("/v1/agreements", { params: { query: { limit: 3 } } });
  const claims = await client.GET("/v1/claims", { params: { query: { limit: 20 } } });
  const record = await client.GET("/v1/armed-forces/{slug}", { params: { path: { slug: "lna" } } });
  const graph = await client.GET("/v1/network", { params: { query: { ego: "armed-forces/lna" } } });
  const refused = await client.GET("/v1/claims", { params: { query: { lang: "no language" } } });
  console.log(JSON.stringify({
    agreements: agreements.data?.items.map((item) => item.id),
    claims: claims.data?.items.map((item) => item.type),
    record: record.data?.label,
    edges: graph.data?.edges.map((edge) => edge.key),
    refused: refused.error?.errors?.map((error) => error.parameter),
  }));
}

main();
