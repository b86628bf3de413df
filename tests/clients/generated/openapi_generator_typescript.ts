// The client that openapi-generator makes for fetch, asked for two lists, a record, a network and what is refused.
import {
  AgreementsApi, ArmedForcesApi, ClaimsApi, Configuration, NetworkApi, ProblemFromJSON, ResponseError,
} from "./typescript-fetch";

declare const process: { argv: string[] };

async function main() {
  const host = new Configuration({ basePath: process.argv[2] });
  const agreements = await new AgreementsApi(host).listAgreement({ limit: 3 });
  const claims = await new ClaimsApi(host).listClaim({ limit: 20 });
  const record = await new ArmedForcesApi(host).getArmedForce({ slug: "lna" });
  const graph = await new NetworkApi(host).network({ ego: "armed-forces/lna" });
  const refused = await new ClaimsApi(host).listClaim({ lang: "no language" }).then(
    () => { throw new Error("nothing was refused"); },
    async (error: ResponseError) => ProblemFromJSON(await error.response.json()),
  );
  console.log(JSON.stringify({
    agreements: agreements.items.map((item) => item.id),
    claims: claims.items.map((item) => item.type),
    record: record.label,
    edges: graph.edges.map((edge) => edge.key),
    refused: refused.errors?.map((error) => error.parameter),
  }));
}

main();
