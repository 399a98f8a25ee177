// Which stages are taken to be made for Windows.
import assert from 'node:assert/strict';
import test from 'node:test';
import { isWindowsStage } from '../../../server/src/core/plan/windows.js';
import { derivePlan } from '../../../server/src/core/plan/derivePlan.js';
import { parseDockerfile } from '../../../server/src/core/syntax/parser.js';

/** Of the file's last stage. */
function isWindows(text: string, platform?: string): boolean {
  const syntax = parseDockerfile(text);
  const plan = derivePlan(syntax, { dockerfile: '/Dockerfile', context: undefined, target: undefined, args: new Map(), platform, namedContexts: new Map() });
  const stage = plan.stages.at(-1);
  assert.ok(stage);
  // The second time the answer comes from memory.
  assert.equal(isWindowsStage(stage, { plan, syntax }), isWindowsStage(stage, { plan, syntax }));
  return isWindowsStage(stage, { plan, syntax });
}

test('by the image, also through stages and where only a part of its name is known', () => {
  const images = ['mcr.microsoft.com/windows/servercore:ltsc2022', 'mcr.microsoft.com/windows:1809', 'microsoft/nanoserver', 'golang:1.22-windowsservercore-1809', 'mcr.microsoft.com/dotnet/sdk:8.0-nanoserver-ltsc2022', 'mcr.microsoft.com/dotnet/framework/sdk:4.8', 'someone/tool:windows-1809'];
  for (const image of images) assert.ok(isWindows(`FROM ${image}\n`), image);
  assert.ok(isWindows('ARG TAG\nFROM mcr.microsoft.com/windows/servercore:${TAG}\n'));
  assert.ok(isWindows('ARG BASE=mcr.microsoft.com/windows/nanoserver:1809\nFROM $BASE AS a\nFROM a AS b\nFROM b\n'));
});

test('by the platform, the shell, or paths of drives', () => {
  assert.ok(isWindows('FROM --platform=windows/amd64 node:20\n'));
  assert.ok(isWindows('FROM node:20\n', 'windows/amd64'));
  assert.ok(isWindows('ARG BASE\nFROM $BASE\nSHELL ["powershell", "-Command"]\n'));
  assert.ok(isWindows('FROM x\nSHELL ["C:\\\\Windows\\\\System32\\\\cmd.exe", "/S", "/C"]\n'));
  assert.ok(isWindows('# escape=`\nFROM x AS a\nWORKDIR C:\\app\nFROM a\n'));
});

test('Linux, also where something is built for Windows', () => {
  for (const image of ['debian:12', 'node:20-slim', 'dockcross/windows-static-x64', 'golang:1.22 AS windows', 'mcr.microsoft.com/dotnet/sdk:8.0']) assert.ok(!isWindows(`FROM ${image}\nRUN GOOS=windows go build -o C:/app.exe\n`), image);
  assert.ok(!isWindows('FROM mcr.microsoft.com/powershell\nSHELL ["pwsh", "-Command"]\n'));
  assert.ok(!isWindows('# escape=`\nFROM debian:12\nRUN apt-get update `\n && apt-get install -y git\n'));
  assert.ok(!isWindows('FROM --platform=linux/amd64 debian:12\n', 'windows/amd64'));
  assert.ok(!isWindows('FROM mcr.microsoft.com/windows/nanoserver AS a\nFROM debian:12\nCOPY --from=a /x /x\n'));
  assert.ok(!isWindows('FROM scratch\n'));
});
