export default async function tearDown() {
  await globalThis.doyakTestCluster?.stop();
}
