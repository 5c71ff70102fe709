using ActorMlOps.Serving;
using Orleans.Concurrency;

namespace ActorMlOps.Grains.Serving;

[StatelessWorker(maxLocalWorkers: 2, removeIdleWorkers: false)]
[Reentrant]
internal sealed class RouterGrain(PredictionRouter router) : Grain, IRouterGrain
{
    private string _model = "";

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _model = this.GetPrimaryKeyString();
        return Task.CompletedTask;
    }

    public Task<PredictResponse> Predict(PredictRequest request, CancellationToken cancellationToken) =>
        router.RouteAsync(_model, request, cancellationToken);
}
