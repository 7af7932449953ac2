import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { server, type Server } from '../servers';
import { ENDPOINT_PATH, WSDL } from '../service';

const SCRIPT = path.join(__dirname, '..', '..', 'peers', 'soap-server.php');

/** The programs of the PHP peer, or the reason why it cannot be measured. */
export function findPhp(): { readonly fpm: string; readonly nginx: string } | string {
  const folders = [...String(process.env['PATH']).split(path.delimiter), '/usr/sbin', '/usr/local/sbin'];
  const programs = folders
    .filter(existsSync)
    .flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)));
  const fpm = programs.find((program) => /\/php-fpm[\d.]*$/.test(program));
  const nginx = programs.find((program) => program.endsWith('/nginx'));
  if (fpm === undefined || nginx === undefined) return 'PHP was not measured: it takes php-fpm and nginx.';
  const modules = spawnSync(fpm, ['-m'], { encoding: 'utf8' }).stdout;
  if (!/^soap$/m.test(modules) || !/^pdo_sqlite$/m.test(modules)) {
    return 'PHP was not measured: it takes its extensions soap and pdo_sqlite.';
  }
  return { fpm, nginx };
}

/** Starts the PHP peer: SoapServer on php-fpm, one process per processor, behind nginx. */
export async function startPhp(
  { fpm, nginx }: { readonly fpm: string; readonly nginx: string },
  data: string,
  fields: string,
): Promise<Server> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'atws-bench-php-'));
  const port = await freePort();
  const isRoot = process.getuid?.() === 0;
  const fpmConfig = path.join(folder, 'fpm.conf');
  const nginxConfig = path.join(folder, 'nginx.conf');
  writeFileSync(
    fpmConfig,
    `[global]
error_log = ${folder}/fpm.log
daemonize = no
[www]
${isRoot ? 'user = root\ngroup = root' : ''}
listen = ${folder}/fpm.sock
pm = static
pm.max_children = ${os.availableParallelism()}
php_admin_value[soap.wsdl_cache_dir] = ${folder}
`,
  );
  writeFileSync(
    nginxConfig,
    `${isRoot ? 'user root;' : ''}
worker_processes ${os.availableParallelism()};
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  fastcgi_temp_path ${folder}/fastcgi;
  proxy_temp_path ${folder}/proxy;
  scgi_temp_path ${folder}/scgi;
  uwsgi_temp_path ${folder}/uwsgi;
  keepalive_requests 1000000000;
  server {
    listen 127.0.0.1:${port};
    location / {
      fastcgi_pass unix:${folder}/fpm.sock;
      fastcgi_buffers 32 64k;
      fastcgi_param SCRIPT_FILENAME ${SCRIPT};
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param CONTENT_TYPE $content_type;
      fastcgi_param CONTENT_LENGTH $content_length;
      fastcgi_param HTTP_SOAPACTION $http_soapaction;
      fastcgi_param BENCH_DATA ${data};
      fastcgi_param BENCH_FIELDS ${fields};
      fastcgi_param BENCH_WSDL ${WSDL};
    }
  }
}
`,
  );
  const processes = [
    spawn(fpm, ['--nodaemonize', '--fpm-config', fpmConfig, ...(isRoot ? ['--allow-to-run-as-root'] : [])], {
      stdio: 'ignore',
    }),
    spawn(nginx, ['-c', nginxConfig, '-e', `${folder}/nginx.log`], { stdio: 'ignore' }),
  ];
  const started = server('PHP SoapServer', `http://127.0.0.1:${port}`, processes);
  await answering(started.origin);
  return {
    ...started,
    stop: async () => {
      await started.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await new Promise<number>((resolve) => {
    probe.listen(0, '127.0.0.1', () => {
      resolve((probe.address() as AddressInfo).port);
    });
  });
  await new Promise((resolve) => {
    probe.close(resolve);
  });
  return port;
}

async function answering(origin: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const status = await fetch(origin + ENDPOINT_PATH).then(
      (response) => response.status,
      () => 502,
    );
    if (status !== 502) return;
    await wait(25);
  }
  throw new Error('php-fpm does not answer');
}
