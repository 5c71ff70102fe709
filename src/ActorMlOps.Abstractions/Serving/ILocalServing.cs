namespace ActorMlOps.Serving;

/// <summary>
/// The silo of this process, entered without a message: what <see cref="IRouterGrain"/> and <see cref="IPredictorGrain"/> do for
/// everybody else. A message to oneself would cost more than most predictions.
/// </summary>
public interface ILocalServing
{
    /// <summary>As <see cref="IRouterGrain.Predict"/> of <paramref name="model"/>.</summary>
    Task<PredictResponse> RouteAsync(string model, PredictRequest request, CancellationToken cancellationToken);

    /// <summary>As <see cref="IPredictorGrain.Predict"/> of <paramref name="version"/>.</summary>
    Task<PredictResponse> PredictAsync(VersionKey version, PredictRequest request, CancellationToken cancellationToken);
}
