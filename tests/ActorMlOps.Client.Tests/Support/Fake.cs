using System.Reflection;

namespace ActorMlOps.Client.Tests.Support;

/// <summary>A grain whose methods are answered by their name.</summary>
internal sealed class Fake<T>
    where T : class
{
    public T Of(Func<string, object?> answer)
    {
        var proxy = DispatchProxy.Create<T, FakeProxy>();
        ((FakeProxy)(object)proxy).Answer = answer;
        return proxy;
    }
}

/// <summary>Behind <see cref="Fake{T}"/>.</summary>
public class FakeProxy : DispatchProxy
{
    internal Func<string, object?> Answer { get; set; } = _ => null;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        Answer(targetMethod!.Name) ?? throw new NotSupportedException(targetMethod.Name);
}
