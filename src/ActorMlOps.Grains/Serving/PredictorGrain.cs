using ActorMlOps.Serving;
using Orleans.Concurrency;

namespace ActorMlOps.Grains.Serving;

[StatelessWorker(maxLocalWorkers: 2, removeIdleWorkers: false)]
[Reentrant]
internal sealed class PredictorGrain(PredictionRouter router) : Grain, IPredictorGrain
{
    private VersionKey _version;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _version = VersionKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public Task<PredictResponse> Predict(PredictRequest request, CancellationToken cancellationToken) =>
        router.PredictAsync(_version, request, cancellationToken);
}
