import { eventually } from './eventually.js';
import { freePort, startRedis, type TestRedis } from './redis-server.js';

/** A Redis Cluster of a test's own: three nodes that share the slots, without replicas. */
export interface TestRedisCluster {
  readonly urls: readonly string[];
  readonly nodes: readonly TestRedis[];
  /** Empties every node. */
  flush(): Promise<void>;
  /** Keys of each node, in the order of `nodes`. */
  keys(): Promise<string[][]>;
  stop(): Promise<void>;
}

const SLOTS = 16_384;
const NODES = 3;

/** Starts the nodes, gives each its slots, and waits until all agree that the cluster is whole. */
export async function startRedisCluster(): Promise<TestRedisCluster> {
  const { Redis } = await import('ioredis');
  const buses = await Promise.all(Array.from({ length: NODES }, freePort));
  const nodes = await Promise.all(
    buses.map((bus) =>
      startRedis({
        args: [
          ...['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf'],
          ...['--cluster-port', `${bus}`, '--cluster-node-timeout', '5000'],
        ],
      }),
    ),
  );
  const clients = nodes.map(({ port }) => new Redis(port, '127.0.0.1'));
  try {
    const share = Math.ceil(SLOTS / NODES);
    for (const [at, client] of clients.entries()) {
      const last = Math.min(SLOTS, (at + 1) * share) - 1;
      await client.call('CLUSTER', 'ADDSLOTSRANGE', `${at * share}`, `${last}`);
      await client.call('CLUSTER', 'SET-CONFIG-EPOCH', `${at + 1}`);
    }
    for (const at of [1, 2])
      await clients[0]!.call('CLUSTER', 'MEET', '127.0.0.1', `${nodes[at]!.port}`, `${buses[at]!}`);
    await eventually(
      async () => {
        for (const client of clients) {
          const info = String(await client.call('CLUSTER', 'INFO'));
          if (!info.includes('cluster_state:ok') || !info.includes(`cluster_known_nodes:${NODES}`))
            throw new Error(info);
        }
      },
      { timeoutMs: 30_000 },
    );
  } catch (error) {
    for (const client of clients) client.disconnect();
    for (const node of nodes) await node.stop();
    throw error;
  }
  return {
    urls: nodes.map(({ url }) => url),
    nodes,
    flush: async () => void (await Promise.all(clients.map((client) => client.flushall()))),
    keys: () => Promise.all(clients.map((client) => client.keys('*'))),
    stop: async () => {
      for (const client of clients) client.disconnect();
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}
