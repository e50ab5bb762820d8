/**
 * Server settings for two cores and little memory. `durable: false` is for data that may be lost when the machine fails, such as that
 * of a test run; a killed server still loses nothing.
 */
export function serverSettings(options: {
  durable: boolean;
  maxConnections: number;
  port: number;
}): Record<string, string> {
  return {
    port: String(options.port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(options.maxConnections),
    shared_buffers: '64MB',
    effective_cache_size: '512MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    max_wal_size: '512MB',
    min_wal_size: '64MB',
    // One process for reading ahead more costs more memory than it saves time on a small machine.
    io_method: 'sync',
    max_parallel_workers_per_gather: '0',
    autovacuum_max_workers: '2',
    max_logical_replication_workers: '0',
    jit: 'off',
    random_page_cost: '1.1',
    huge_pages: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements, details and plain errors may quote personal data: the log gets the server's own messages only.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    ...(options.durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
}
