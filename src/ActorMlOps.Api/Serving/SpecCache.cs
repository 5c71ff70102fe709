using System.Collections.Concurrent;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// Specifications of the versions in use, so that an inference asks no other grain. They are immutable, but a name may come to mean
/// another one: after <see cref="Freshness"/> it is looked up again.
/// </summary>
internal sealed class SpecCache(IGrainFactory grains, TimeProvider clock)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<VersionName, Held> _held = new();

    /// <param name="version">Null: the one that the traffic policy calls stable; all versions of a model take the same inputs.</param>
    /// <exception cref="RequestException">404: there is no such model or version.</exception>
    public ValueTask<VersionSpec> GetAsync(string model, string? version) =>
        _held.TryGetValue(new(model, version), out var held) && clock.GetElapsedTime(held.At) < Freshness
            ? new(held.Spec)
            : new(ReadAsync(model, version));

    private async Task<VersionSpec> ReadAsync(string model, string? version)
    {
        var at = clock.GetTimestamp();
        if (await FindAsync(model, version) is { } spec)
        {
            _held[new(model, version)] = new(spec, at);
            return spec;
        }
        _held.TryRemove(new VersionName(model, version), out _);
        throw version is null
            ? RequestException.NotFound($"There is no model '{model}' with a version.")
            : RequestException.NotFound($"There is no version '{version}' of a model '{model}'.");
    }

    private async Task<VersionSpec?> FindAsync(string model, string? version)
    {
        if (!ResourceName.IsValid(model) || (version is not null && !ResourceName.IsValid(version)))
            return null;
        version ??= (await grains.GetGrain<ITrafficGrain>(model).GetPolicy())?.Stable;
        return version is null ? null : await grains.GetGrain<IModelGrain>(model).GetSpec(version);
    }

    private readonly record struct VersionName(string Model, string? Version);

    private sealed record Held(VersionSpec Spec, long At);
}
