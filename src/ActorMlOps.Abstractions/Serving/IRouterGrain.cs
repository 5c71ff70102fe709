namespace ActorMlOps.Serving;

/// <summary>
/// Data plane of the traffic split: one a silo (stateless worker), enters the version that the policy chooses.
/// Key: the model's name.
/// Holds nothing; survives nothing.
/// </summary>
[Alias("actormlops.IRouterGrain")]
public interface IRouterGrain : IGrainWithStringKey
{
    [Alias("Predict")]
    Task<PredictResponse> Predict(PredictRequest request, CancellationToken cancellationToken = default);
}
