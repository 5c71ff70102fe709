namespace ActorMlOps.Api.Serving;

/// <summary>An output that was asked for.</summary>
/// <param name="Binary">Whether its values come in binary after the JSON; null: as the request says for all.</param>
internal readonly record struct RequestedOutput(string Name, bool? Binary = null);
