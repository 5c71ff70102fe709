using Orleans.Runtime;
using Orleans.Storage;

namespace ActorMlOps.Silo.Storage;

/// <summary>
/// Lets one write through at a time, in the order of their arrival; reads pass.
/// SQLite has one writer anyway, but its .NET driver waits for the lock by sleeping 150 ms on a pool thread.
/// </summary>
public sealed class SingleWriterGrainStorage(IGrainStorage inner) : IGrainStorage, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await inner.WriteStateAsync(stateName, grainId, grainState).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await inner.ClearStateAsync(stateName, grainId, grainState).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
