// The client that orval makes for fetch, asked for two lists, a record, a network and what is refused.
import { getArmedForce, listAgreement, listClaim, network } from "./orval/casus";

async function main() {
  const agreements = await listAgreement({ limit: 3 });
  const claims = await listClaim({ limit: 20 });
  const record = await getArmedForce("lna");
  const graph = await network({ ego: "armed-forces/lna" });
  const refused = await listClaim({ lang: "no language" });
  if (agreements.status !== 200 || claims.status !== 200 || record.status !== 200 || graph.status !== 200) {
    throw new Error("not answered");
  }
  if (refused.status !== 422) throw new Error("nothing was refused");
  console.log(JSON.stringify({
    agreements: agreements.data.items.map((item) => item.id),
    claims: claims.data.items.map((item) => item.type),
    record: record.data.label,
    edges: graph.data.edges.map((edge) => edge.key),
    refused: typeof refused.data === "string" ? [] : refused.data.errors?.map((error) => error.parameter),
  }));
}

main();
