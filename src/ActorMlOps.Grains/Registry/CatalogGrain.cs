using ActorMlOps.Grains.Storage;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Registry;

internal sealed class CatalogGrain(
    [PersistentState(StorageNames.Catalog, StorageNames.Provider)] IPersistentState<CatalogState> state) : Grain, ICatalogGrain
{
    private string[] _models = [];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _models = Ordered();
        return Task.CompletedTask;
    }

    public async Task Add(string model)
    {
        if (!state.State.Models.Add(model))
            return;
        await WriteAsync(() => state.State.Models.Remove(model));
        _models = Ordered();
    }

    public async Task<int> Number(string model)
    {
        if (state.State.Numbers.TryGetValue(model, out var known))
            return known;
        var number = state.State.Numbers[model] = ++state.State.LastNumber;
        // The number itself is not taken back: after a write of unknown outcome it may be somebody's.
        await WriteAsync(() => state.State.Numbers.Remove(model));
        return number;
    }

    public Task<string[]> List() => Task.FromResult(_models);

    private string[] Ordered() => [.. state.State.Models.Order(StringComparer.Ordinal)];

    private async Task WriteAsync(Action takeBack)
    {
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            takeBack();
            DeactivateOnIdle();
            throw;
        }
    }
}
